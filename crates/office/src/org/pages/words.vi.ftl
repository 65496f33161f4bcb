# The tree of units.

organisation = Cây tổ chức
org-look = Xem đơn vị này
org-day = Xem tại ngày
org-today = Xem hôm nay
org-other-day = Đang xem tổ chức tại ngày { $day }.
org-empty = Ngày này chưa có đơn vị nào trong phạm vi của anh chị.
org-empty-hint = Chọn một ngày khác, hoặc xem hôm nay.
org-not-there = Ngày này chưa có đơn vị
org-changes = Thay đổi đã ghi
org-units = { $n ->
   *[other] { $count } đơn vị đổi tên
}
org-members = { $n ->
   *[other] { $count } đảng viên
}
org-members-column = Đảng viên
org-below = Đơn vị trực thuộc
org-names = Tên gọi qua các thời kỳ
count-commune_committee = { $n ->
   *[other] { $count } đảng bộ xã, phường, thị trấn
}
count-agency_committee = { $n ->
   *[other] { $count } đảng bộ cơ quan, lực lượng
}
count-cell = { $n ->
   *[other] { $count } chi bộ
}
count-front = { $n ->
   *[other] { $count } ủy ban Mặt trận
}
count-mass_organisation = { $n ->
   *[other] { $count } tổ chức đoàn thể
}
unit-kind-district_committee = Đảng bộ huyện
unit-kind-commune_committee = Đảng bộ xã, phường, thị trấn
unit-kind-agency_committee = Đảng bộ cơ quan, lực lượng
unit-kind-cell = Chi bộ
unit-kind-board = Cơ quan tham mưu
unit-kind-government = Ủy ban nhân dân
unit-kind-front = Ủy ban Mặt trận Tổ quốc
unit-kind-mass_organisation = Tổ chức đoàn thể
org-ended = Đơn vị này kết thúc ngày { $day }. Nội dung dưới đây là của thời gian đơn vị còn hoạt động.
org-story = Quá trình
change-title = Thay đổi tổ chức
change-which = Chọn việc cần làm. Trước khi ghi, văn phòng cho xem mọi hệ quả.
change-kind-establish = Lập đơn vị trực thuộc
change-kind-rename = Đổi tên
change-kind-move = Chuyển đơn vị cấp trên
change-kind-merge = Hợp nhất các đơn vị trực thuộc
change-kind-split = Tách thành đơn vị mới
change-kind-transfer_part = Chuyển một phần sang đơn vị khác
change-kind-dissolve = Giải thể, sáp nhập vào đơn vị khác
change-no-kind = Chọn việc cần làm.
change-day = Có hiệu lực từ ngày
change-paper = Văn bản quyết định
change-paper-hint = Số, ngày, cơ quan, ví dụ: Quyết định 12-QĐ/HU ngày 05/11/2018
change-no-paper = Ghi văn bản quyết định.
change-name = Tên đầy đủ
change-name-hint = Ví dụ: Chi bộ ấp 3, xã An Cư
change-no-name = Ghi tên đầy đủ, không quá 200 chữ.
change-short = Tên ngắn
change-short-hint = Dùng trong bảng và trên điện thoại, ví dụ: Chi bộ ấp 3
change-no-short = Ghi tên ngắn, không quá 200 chữ.
change-into = Đơn vị nhận
change-choose = (chọn đơn vị)
change-no-target = Chọn đơn vị nhận.
change-units = Các đơn vị trực thuộc
change-look = Xem hệ quả
change-preview = Nếu ghi, sẽ có những thay đổi sau
change-preview-text = Chưa có gì được ghi. Địa chỉ công khai không đổi. Xem kỹ rồi bấm Ghi thay đổi.
change-run = Ghi thay đổi
change-again = Hoặc sửa lại
change-lineage = Đơn vị cũ và đơn vị mới
change-from = Từ
change-to = Thành
change-new = (mới)
change-part-of = Một phần của { $unit }
change-people = Đảng viên chuyển sinh hoạt
change-members = { $n ->
   *[other] { $count } người
}
change-ended = Đơn vị kết thúc
change-moved = Đơn vị đổi cấp trên
change-posts = Chức vụ kết thúc
change-roles = Người dùng thôi vai trò
change-came-from = Từ { $units }
change-went-to = Thành { $units }
change-undone = Đã hoàn tác { $at }
change-undo = Hoàn tác
change-undo-title = Ghi nhầm?
change-undo-text = Hoàn tác đưa mọi dòng về như trước, được khi chưa có việc gì khác dựa vào thay đổi này.
change-depends = Đã có việc khác dựa vào thay đổi này nên không hoàn tác được nữa. Hãy ghi một thay đổi mới.
change-not-there = Ngày ấy không có đơn vị { $unit }.
change-does-not-last = { $unit } đã có ngày kết thúc nên không nhận được. Chọn đơn vị khác.
change-ring = { $unit } sẽ thành cấp dưới của chính mình. Chọn đơn vị khác.
change-not-a-member = Có người không còn sinh hoạt ở đơn vị này vào ngày ấy. Bỏ chọn người đó hoặc sửa ngày.
done-thay-doi = Đã ghi thay đổi.
done-hoan-tac = Đã hoàn tác.
change-too-few = { $n ->
   *[other] Chọn ít nhất { $count } đơn vị hoặc đảng viên.
}
