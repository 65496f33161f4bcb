# The library of papers.

papers-found = { $n ->
   *[other] { $count } văn bản
}
papers = Thư viện văn bản
papers-all = Xem tất cả
papers-narrow = Lọc văn bản
papers-words = Ký hiệu, trích yếu
papers-kind = Loại văn bản
papers-any = Tất cả
papers-year = Năm
papers-validity = Hiệu lực
papers-on-day = Hiệu lực vào ngày
papers-wrong-day = Ghi ngày theo dạng 23/11/2018.
papers-day-form = ngày/tháng/năm
papers-show = Xem
papers-none = Không có văn bản nào.
papers-none-narrowed = Không văn bản nào hợp với điều kiện. Bỏ bớt điều kiện rồi xem lại.
papers-none-hint = Văn bản công khai của cấp ủy được đăng ở đây.
papers-list = Danh sách văn bản
paper-issuer = Cơ quan ban hành
paper-issued-on = Ngày ban hành
paper-signer = Người ký
paper-in-force-from = Có hiệu lực từ
paper-ends-on = Hết hiệu lực từ
paper-why-ended = Lý do hết hiệu lực
paper-recalled = Đã thu hồi
paper-replaced-by = Được thay thế bằng { $symbol }
paper-published = Đăng ngày
paper-validity-con = Còn hiệu lực
paper-validity-het = Hết hiệu lực
paper-validity-chua = Chưa có hiệu lực
paper-file = Tải văn bản
paper-file-size = { $size } KB
paper-files = Tệp văn bản
paper-no-files = Văn bản này không có tệp để tải.
paper-says-based_on = Căn cứ
paper-says-replaces = Thay thế
paper-says-amends = Sửa đổi, bổ sung
paper-said-based_on = Văn bản căn cứ vào văn bản này
paper-said-replaces = Bị thay thế bởi
paper-said-amends = Được sửa đổi, bổ sung bởi
paper-not-public = (không có trong thư viện này)
paper-withdrawn-title = Văn bản đã được rút khỏi thư viện
kind-paper = Văn bản
